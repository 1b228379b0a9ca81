"""Reminders of what is due: inside the system, by mail, and to the county's chat robot."""
