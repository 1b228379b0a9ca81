"""专项计分考核, 三（五）: what is known of a unit, what it earns, what was published."""
