"""An API with users of its own, whose sessions Pawl keeps."""
