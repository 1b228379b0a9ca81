"""Papers as Word documents, in the layout of GB/T 9704."""
