package dev.weir.cli.output;

/** A template that cannot be read, or a field that is not there. */
public final class JsonPathException extends RuntimeException {
  public JsonPathException(String message) {
    super(message, null, false, false);
  }
}
