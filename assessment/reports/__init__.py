"""限时报告: what is due when, and who delivered, 三（五）."""
