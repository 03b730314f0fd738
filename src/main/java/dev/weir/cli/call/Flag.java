package dev.weir.cli.call;

import java.util.List;

/**
 * A flag as it was declared.
 *
 * @param names such as {@code -n} and {@code --namespace}
 * @param label of the value, such as {@code NAME}; empty for a switch
 * @param help what it does
 * @param repeated true if it may be given several times
 * @param bare true if its value may be left out
 * @param common true if every verb has it, so that it is not shown among a verb's own
 */
public record Flag(
    List<String> names, String label, String help, boolean repeated, boolean bare, boolean common) {
  public Flag {
    names = List.copyOf(names);
  }

  /** True if it has no value, but for {@code =false}. */
  public boolean isSwitch() {
    return label.isEmpty();
  }

  /** The name to show, such as {@code --namespace}. */
  public String longName() {
    for (String name : names) {
      if (name.startsWith("--")) {
        return name;
      }
    }
    return names.getFirst();
  }
}
