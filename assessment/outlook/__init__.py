"""Looking ahead: what turns when, what makes a card green, which quotas can still be met."""
