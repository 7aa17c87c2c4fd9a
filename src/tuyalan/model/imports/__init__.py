"""Files and replies of other programs, told apart by what they hold, as schemas of data points. No I/O."""
