"""yibao for chatbots: the Model Context Protocol over stdio and streamable HTTP."""
