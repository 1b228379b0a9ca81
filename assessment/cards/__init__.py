"""The nightly judgement as set-based SQL; `assessment.rules` owns what it must come to."""
