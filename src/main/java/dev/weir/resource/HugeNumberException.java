package dev.weir.resource;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NumericNode;

/**
 * A text holds a number such as {@code 1e400}, which no number of 64 bits comes near. Taken as
 * infinite it could not be written as JSON again.
 */
public final class HugeNumberException extends StreamReadException {
  /** Makes nodes of finite numbers only. */
  static final JsonNodeFactory NODES = new FiniteNumbers();

  private HugeNumberException(JsonParser parser, String message) {
    super(parser, message);
  }

  private HugeNumberException() {
    super("a number is too large");
  }

  /** Searches the text for the number, to say where it stands. */
  HugeNumberException placed(JsonParser text) {
    try (text) {
      for (JsonToken token = text.nextToken(); token != null; token = text.nextToken()) {
        if (token == JsonToken.VALUE_NUMBER_FLOAT && !Double.isFinite(text.getDoubleValue())) {
          return new HugeNumberException(
              text,
              "the number %s at %s is too large"
                  .formatted(text.getString(), text.streamReadContext().pathAsPointer()));
        }
      }
    }
    return this;
  }

  private static final class FiniteNumbers extends JsonNodeFactory {
    @Override
    public NumericNode numberNode(double value) {
      if (!Double.isFinite(value)) {
        throw new HugeNumberException();
      }
      return super.numberNode(value);
    }

    @Override
    public NumericNode numberNode(float value) {
      return numberNode((double) value);
    }
  }
}
