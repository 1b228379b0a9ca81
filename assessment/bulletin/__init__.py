"""The monthly bulletin, 三（一）: built as plain values first, then rendered as paper or page."""
