"""The open points of the text: the readings, what each says, and what another would change."""
