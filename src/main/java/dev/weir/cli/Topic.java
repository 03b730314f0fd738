package dev.weir.cli;

import java.util.Arrays;
import java.util.List;

/** The parts of the overview, in its order: the first words of commands. */
enum Topic {
  IMAGES("Images", "tag rollback hold release import-image schedule image why"),
  FOLLOWERS(
      "What follows tags", "set follow rollout status new-app scale start-build cancel-build"),
  OBJECTS(
      "Objects",
      "get describe create apply edit label annotate patch replace delete wait diff extract process"
          + " explain api-resources api-versions"),
  PEOPLE(
      "Projects and rights",
      "login logout whoami new-project project projects policy auth secrets sa"),
  STORAGE("Registry and storage", "registry storage backup restore adm"),
  SERVER("Server", "serve config demo"),
  OTHER("Other", "completion options version");

  private final String title;
  private final String words;

  Topic(String title, String words) {
    this.title = title;
    this.words = words;
  }

  String title() {
    return title;
  }

  /** Where a first word belongs; to the others if nobody said. */
  static Topic of(String word) {
    return Arrays.stream(values())
        .filter(topic -> topic.words().contains(word))
        .findFirst()
        .orElse(OTHER);
  }

  /** Where a word stands in its topic; last if nobody said. */
  int place(String word) {
    List<String> all = words();
    int place = all.indexOf(word);
    return place < 0 ? all.size() : place;
  }

  private List<String> words() {
    return Arrays.asList(words.split(" "));
  }
}
