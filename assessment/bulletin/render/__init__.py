"""The bulletin as an Excel workbook. Values only; knows nothing of the database."""

from assessment.bulletin.render.workbook import render

__all__ = ["render"]
