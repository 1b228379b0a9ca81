"""The review desk of 发改局: what the units reported, and what in it is doubtful."""
