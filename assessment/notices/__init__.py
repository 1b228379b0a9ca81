"""Questions about supervision notices, interviews and circulars, 三（五）."""
