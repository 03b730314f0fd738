package dev.weir.platform.core.pod;

import dev.weir.resource.FieldProblem;
import dev.weir.resource.Json;
import dev.weir.resource.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Maps from a resource's name to an amount of it (Kubernetes API, ResourceList). */
public final class ResourceAmounts {
  private static final Pattern STANDARD =
      Pattern.compile("cpu|memory|storage|ephemeral-storage|hugepages-[0-9A-Za-z.]+");
  private static final Pattern QUALIFIED =
      Pattern.compile(
          "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

  private ResourceAmounts() {}

  /** What can be read of a map; the rest is left to {@link #validate}. */
  public static Map<String, Quantity> read(JsonNode owner, String member) {
    Map<String, Quantity> amounts = new TreeMap<>();
    Json.objectAt(owner, member)
        .forEachEntry(
            (name, value) -> Quantity.parse(value).ifPresent(amount -> amounts.put(name, amount)));
    return amounts;
  }

  /** Writes the amounts of a map in their canonical form, as Kubernetes stores them. */
  public static void canonize(ObjectNode owner, String member) {
    read(owner, member)
        .forEach((name, amount) -> Json.objectAt(owner, member).put(name, amount.toString()));
  }

  /** Amounts must be quantities that are not negative. */
  public static List<FieldProblem> validate(String field, JsonNode owner, String member) {
    List<FieldProblem> problems = new ArrayList<>();
    Json.objectAt(owner, member)
        .forEachEntry(
            (name, value) ->
                problems.addAll(amount(field + "." + member + "[" + name + "]", value)));
    return problems;
  }

  private static List<FieldProblem> amount(String field, JsonNode value) {
    var amount = Quantity.parse(value);
    if (amount.isEmpty()) {
      return List.of(FieldProblem.invalid(field, value.asString(""), Quantity.RULE));
    }
    return amount.get().isNegative()
        ? List.of(
            FieldProblem.invalid(
                field, amount.get().toString(), "must be greater than or equal to 0"))
        : List.of();
  }

  /** A resource that containers ask for, or the name of somebody else's. */
  public static boolean isStandardOrQualified(String name) {
    return STANDARD.matcher(name).matches() || isQualified(name);
  }

  public static boolean isQualified(String name) {
    return QUALIFIED.matcher(name).matches();
  }
}
