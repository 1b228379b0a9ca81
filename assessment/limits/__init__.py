"""Limits of supervised cases: tasks, listed projects, findings, problems of visits."""
