back = ◀ Back
home = Home
