package dev.weir.console.doing;

import dev.weir.console.visit.Shell;
import java.util.List;
import java.util.Map;

/**
 * A form: what is asked, what will happen, and what does it.
 *
 * @param alert what is in the way; empty if nothing is
 * @param ask what is still to be chosen, before it is said what will happen
 * @param happens what will happen, in sentences; empty if that is not known yet
 * @param shown whether workloads are shown
 * @param commands that do the same
 * @param back where to go instead
 */
public record FormView(
    Shell shell,
    String alert,
    Ask ask,
    List<String> happens,
    boolean shown,
    Rolls rolls,
    Confirm confirm,
    List<String> commands,
    String back) {
  public FormView {
    happens = List.copyOf(happens);
    commands = List.copyOf(commands);
  }

  /**
   * Something to fill in.
   *
   * @param type of the input: {@code text}, {@code password}, {@code checkbox}, {@code select}
   * @param options of a select: what is sent, and what is read
   */
  public record Field(
      String name,
      String label,
      String type,
      String value,
      String help,
      boolean required,
      Map<String, String> options) {
    static Field text(String name, String label, String value, String help, boolean required) {
      return new Field(name, label, "text", value, help, required, Map.of());
    }

    static Field password(String name, String label, String help) {
      return new Field(name, label, "password", "", help, true, Map.of());
    }

    static Field check(String name, String label, boolean on, String help) {
      return new Field(name, label, "checkbox", on ? "true" : "", help, false, Map.of());
    }

    /**
     * One of several.
     *
     * @param options in order
     */
    static Field select(
        String name, String label, String value, String help, Map<String, String> options) {
      return new Field(name, label, "select", value, help, false, options);
    }
  }

  /**
   * What is chosen first.
   *
   * @param method {@code get} if the answers may stand in the address
   * @param hidden fields that are sent along
   * @param button empty if there is nothing to choose
   */
  public record Ask(String method, Map<String, String> hidden, List<Field> fields, String button) {
    static final Ask NOTHING = new Ask("get", Map.of(), List.of(), "");

    public Ask {
      fields = List.copyOf(fields);
    }
  }

  /**
   * What does it.
   *
   * @param hidden what the form showed, which comes back with it
   * @param button empty if it cannot be done
   */
  public record Confirm(
      Map<String, String> hidden, List<Field> fields, String button, boolean danger) {
    static final Confirm IMPOSSIBLE = new Confirm(Map.of(), List.of(), "", false);

    public Confirm {
      fields = List.copyOf(fields);
    }
  }
}
