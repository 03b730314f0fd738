package dev.weir.console.catalog;

import java.util.Map;

/**
 * Pictures by icon class, as definitions of streams and templates name them. The pictures are the
 * console's own; a class that it does not know has the plain one.
 */
final class Icons {
  private static final String PLAIN = "icon-plain.svg";

  private static final Map<String, String> BY_CLASS =
      Map.ofEntries(
          Map.entry("apache", "web"),
          Map.entry("httpd", "web"),
          Map.entry("nginx", "web"),
          Map.entry("dotnet", "dotnet"),
          Map.entry("go-gopher", "go"),
          Map.entry("golang", "go"),
          Map.entry("java", "java"),
          Map.entry("openjdk", "java"),
          Map.entry("rh-openjdk", "java"),
          Map.entry("jboss", "java"),
          Map.entry("eap", "java"),
          Map.entry("wildfly", "java"),
          Map.entry("tomcat", "java"),
          Map.entry("rh-tomcat", "java"),
          Map.entry("spring", "java"),
          Map.entry("quarkus", "java"),
          Map.entry("jenkins", "gear"),
          Map.entry("nodejs", "nodejs"),
          Map.entry("perl", "perl"),
          Map.entry("php", "php"),
          Map.entry("python", "python"),
          Map.entry("django", "python"),
          Map.entry("ruby", "ruby"),
          Map.entry("rails", "ruby"),
          Map.entry("database", "database"),
          Map.entry("mariadb", "database"),
          Map.entry("mongodb", "database"),
          Map.entry("mysql-database", "database"),
          Map.entry("postgresql", "database"),
          Map.entry("redis", "database"));

  private Icons() {}

  /** The file of a class such as {@code icon-ruby}. */
  static String file(String iconClass) {
    String picture = BY_CLASS.get(iconClass.strip().replaceFirst("^icon-", ""));
    return picture == null ? PLAIN : "icon-" + picture + ".svg";
  }
}
