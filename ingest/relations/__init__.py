"""What an article states between services, channels, papers, routes, conditions and laws."""
