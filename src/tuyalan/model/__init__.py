"""What data points mean: schemas, properties with units and names, packed forms, kinds of devices. No I/O."""
