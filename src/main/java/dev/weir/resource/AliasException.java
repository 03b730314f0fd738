package dev.weir.resource;

import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.StreamReadException;

/** A YAML document repeats a part of itself by reference, which could make it endless. */
public final class AliasException extends StreamReadException {
  AliasException(JsonParser parser) {
    super(parser, "references to anchors are not read");
  }
}
