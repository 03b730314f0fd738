package dev.weir.cli.secret;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code secrets link} and {@code secrets unlink} name.
 *
 * @param there secrets that exist
 * @param missing names without a secret
 */
record LinkedSecrets(String account, List<ObjectNode> there, List<String> missing) {
  LinkedSecrets {
    there = List.copyOf(there);
    missing = List.copyOf(missing);
  }

  static Flags declare(String verb, String description, String example) {
    return Flags.of("secrets " + verb + " SERVICEACCOUNT SECRET…")
        .describedAs(description)
        .examples(example);
  }

  /** Looks all of them up; a missing one is told and not fatal here. */
  static LinkedSecrets of(Call call, Cluster cluster) {
    if (call.positional().size() < 2) {
      throw CliException.error("must have service account name and at least one secret name");
    }
    String account = account(call.positional().getFirst());
    List<ObjectNode> there = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String argument : call.positional().subList(1, call.positional().size())) {
      String name = name(argument, List.of("secret", "secrets"), "secret");
      try {
        there.add(cluster.resources().get(Kinds.SECRET, cluster.namespace(), name).copy());
      } catch (StatusException e) {
        if (e.status().code() != 404) {
          throw e;
        }
        call.warn("secret \"" + name + "\" not found");
        missing.add(name);
      }
    }
    return new LinkedSecrets(account, there, missing);
  }

  /**
   * The name of the service account that an argument means.
   *
   * @throws CliException if it is of another type, or empty
   */
  static String account(String argument) {
    String name =
        name(argument, List.of("serviceaccount", "serviceaccounts", "sa"), "service account");
    if (name.isEmpty()) {
      throw CliException.error("service account name must be present");
    }
    return name;
  }

  private static String name(String argument, List<String> types, String expected) {
    int slash = argument.indexOf('/');
    if (slash < 0) {
      return argument;
    }
    if (!types.contains(argument.substring(0, slash).toLowerCase(Locale.ROOT))) {
      throw CliException.error(
          "expected resource of type " + expected + ", got \"" + argument + "\"");
    }
    return argument.substring(slash + 1);
  }

  List<String> names() {
    List<String> names = new ArrayList<>(missing);
    there.forEach(secret -> names.add(Meta.name(secret)));
    return names;
  }

  /** Adds references that are not there yet; true if there were any. */
  static boolean add(ObjectNode account, String member, List<String> names) {
    boolean changed = false;
    ArrayNode list = Json.ensureArray(account, member);
    for (String name : names) {
      if (list.valueStream().noneMatch(one -> Json.string(one, "name").equals(name))) {
        list.addObject().put("name", name);
        changed = true;
      }
    }
    if (list.isEmpty()) {
      account.remove(member);
    }
    return changed;
  }

  /** Takes references away; true if there were any. */
  static boolean remove(ObjectNode account, String member, List<String> names) {
    if (!(account.get(member) instanceof ArrayNode list)) {
      return false;
    }
    int before = list.size();
    list.removeIf(one -> names.contains(Json.string(one, "name")));
    return list.size() < before;
  }

  /** A change of the account; true if it changed anything. */
  interface Edit {
    boolean on(ObjectNode account);
  }

  /**
   * Changes the service account as it is now, however often others change it meanwhile.
   *
   * @return true if it was changed
   */
  boolean update(Cluster cluster, Edit edit) throws IOException {
    for (int attempt = 1; ; attempt++) {
      ObjectNode now = cluster.get(Kinds.SERVICE_ACCOUNT, cluster.namespace(), account);
      if (!edit.on(now)) {
        return false;
      }
      try {
        cluster.resources().update(Kinds.SERVICE_ACCOUNT, cluster.namespace(), now);
        return true;
      } catch (StatusException e) {
        if (e.status().code() != 409 || attempt == 5) {
          throw e;
        }
      }
    }
  }
}
