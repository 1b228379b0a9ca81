"""全市均值 of one month: the rows of its page, and the form that reads what is typed."""
