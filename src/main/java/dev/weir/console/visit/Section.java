package dev.weir.console.visit;

/** What the console's menu leads to. */
public enum Section {
  PROJECTS("Projects", "/console/projects"),
  CATALOG("Catalog", "/console/catalog"),
  OPERATIONS("Operations", "/console/operations");

  private final String title;
  private final String target;

  Section(String title, String target) {
    this.title = title;
    this.target = target;
  }

  public String title() {
    return title;
  }

  public String target() {
    return target;
  }
}
