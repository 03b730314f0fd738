package dev.weir.cli.secret;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** {@code secrets link}: lets a service account use secrets (cli.md 9, and 20 row 25). */
public final class LinkSecrets implements Command {
  @Override
  public Flags flags() {
    return LinkedSecrets.declare(
            "link",
            "Let a service account use secrets: to pull images with them, or to mount them.",
            "weir secrets link default pull --for=pull\n"
                + "weir secrets link builder pull push --for=pull,mount")
        .texts("--for", "USE", "mount (the default), pull, or both with a comma between.");
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    Set<String> members = members(call);
    try (Cluster cluster = Cluster.of(call)) {
      if (call.positional().size() > 1) {
        String account = LinkedSecrets.account(call.positional().getFirst());
        cluster.get(Kinds.SERVICE_ACCOUNT, cluster.namespace(), account);
      }
      LinkedSecrets secrets = LinkedSecrets.of(call, cluster);
      if (secrets.there().isEmpty()) {
        throw CliException.error("No valid secrets found");
      }
      List<String> names = secrets.there().stream().map(Meta::name).toList();
      boolean changed =
          secrets.update(
              cluster,
              account -> {
                boolean any = false;
                for (String member : members) {
                  any |= LinkedSecrets.add(account, member, names);
                }
                return any;
              });
      call.print("serviceaccount/" + secrets.account() + (changed ? " updated" : " not changed"));
      hint(call, members, secrets.there());
      if (!secrets.missing().isEmpty()) {
        throw CliException.error("Some secrets could not be linked");
      }
    }
    return ExitCode.SUCCESS;
  }

  private static Set<String> members(Call call) {
    List<String> uses = new ArrayList<>();
    call.arguments().texts("--for").forEach(value -> uses.addAll(Arrays.asList(value.split(","))));
    Set<String> members = new LinkedHashSet<>();
    for (String use : uses.isEmpty() ? List.of("mount") : uses) {
      switch (use.toLowerCase(Locale.ROOT)) {
        case "mount" -> members.add("secrets");
        case "pull" -> members.add("imagePullSecrets");
        default -> throw CliException.error("unknown for: " + use);
      }
    }
    return members;
  }

  private static void hint(Call call, Set<String> members, List<ObjectNode> secrets) {
    boolean login =
        secrets.stream().anyMatch(s -> Json.string(s, "type").startsWith("kubernetes.io/dockerc"));
    if (login && !members.contains("imagePullSecrets")) {
      call.hint("These logins are mounted only; to pull images with them add --for=pull.");
    }
  }
}
