"""Every way in at once, while parts die: who sends, over what, and how much must be there at the end."""
