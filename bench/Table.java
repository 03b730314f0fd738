/** The figures as they come, one a line. */
final class Table {
  private static final String FORM = "%-44s %18s %18s %8s   %s%n";

  private Table() {}

  static void head(String first, String second) {
    System.out.printf(FORM, "", first, second, "ratio", "aim");
  }

  static void row(String name, String ours, String beside, double ratio, String aim) {
    System.out.printf(FORM, name, ours, beside, "%.2f".formatted(ratio), aim);
  }

  static void row(String name, String ours, String beside, String aim) {
    System.out.printf(FORM, name, ours, beside, "", aim);
  }
}
