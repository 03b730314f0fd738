package dev.weir.server.config;

/** What the value of a setting is. */
enum ValueType {
  ADDRESS("address and port"),
  DIRECTORY("directory"),
  FILE("file"),
  HOST("host name"),
  LIST("list"),
  NUMBER("whole number"),
  SCHEDULE("times"),
  SIZE("size in bytes"),
  TIME("time"),
  URL("URL"),
  WORD("word");

  private final String words;

  ValueType(String words) {
    this.words = words;
  }

  /** As people are told. */
  String words() {
    return words;
  }
}
