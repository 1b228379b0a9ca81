"""Files that people attach: what their content is, and making pictures safe and small."""
