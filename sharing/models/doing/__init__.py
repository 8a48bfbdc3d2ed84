"""From knowing to doing: applications, situations and introductions."""
