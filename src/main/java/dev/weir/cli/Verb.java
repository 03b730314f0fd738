package dev.weir.cli;

import java.util.Arrays;
import java.util.List;

/** What can be asked for: names, and one line of help for each. */
enum Verb {
  GET("get", "Show objects"),
  DESCRIBE("describe", "Tell about objects"),
  TAG("tag", "Point tags of image streams at images"),
  IMPORT_IMAGE("import-image", "Import images from other registries now"),
  CREATE("create", "Create the objects of files"),
  APPLY("apply", "Create objects, or change them to what files say"),
  REPLACE("replace", "Replace objects by those of files"),
  PATCH("patch", "Change fields of objects"),
  LABEL("label", "Set labels of objects"),
  ANNOTATE("annotate", "Set annotations of objects"),
  DELETE("delete", "Remove objects"),
  NEW_PROJECT("new-project", "Create a project and switch to it"),
  PROJECT("project", "Show or change the current project"),
  PROJECTS("projects", "Show your projects"),
  WHOAMI("whoami", "Show who the server takes you for"),
  VERSION("version", "Show the versions of this program and of the server");

  private final String path;
  private final String summary;
  private final String aliases;

  Verb(String path, String summary) {
    this(path, summary, "");
  }

  /**
   * A verb with other names.
   *
   * @param aliases whole paths, with commas between
   */
  Verb(String path, String summary, String aliases) {
    this.path = path;
    this.summary = summary;
    this.aliases = aliases;
  }

  /** The words that choose it, such as {@code create secret generic}. */
  String path() {
    return path;
  }

  String summary() {
    return summary;
  }

  boolean isCalled(String words) {
    return path.equals(words)
        || (!words.isEmpty() && Arrays.asList(aliases.split(",")).contains(words));
  }

  /** True if the words are the beginning of a longer name, such as {@code create secret}. */
  boolean isUnder(String words) {
    return path.startsWith(words + " ")
        || Arrays.stream(aliases.split(",")).anyMatch(alias -> alias.startsWith(words + " "));
  }

  static List<Verb> under(String words) {
    return Arrays.stream(values()).filter(verb -> verb.isUnder(words)).toList();
  }
}
