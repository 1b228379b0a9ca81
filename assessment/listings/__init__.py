"""挂牌督办: which projects lag so far that they are proposed for the list, 三（五）."""
