"""What a person may type: a module for each section of the help, with names, options and help of its commands."""
