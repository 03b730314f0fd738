package dev.weir.cli.call;

import java.util.Set;

/** The flags that stand before or after any verb (cli.md 1). */
public final class GlobalFlags {
  /** Those that take the next argument as their value. */
  private static final Set<String> WITH_VALUE =
      Set.of(
          "-n",
          "--namespace",
          "--context",
          "--cluster",
          "--user",
          "--kubeconfig",
          "--config",
          "-s",
          "--server",
          "--token",
          "--as",
          "--as-group",
          "--as-uid",
          "--certificate-authority",
          "--client-certificate",
          "--client-key",
          "--tls-server-name",
          "--request-timeout",
          "--cache-dir",
          "-v",
          "--v",
          "--loglevel");

  private static final Set<String> SWITCHES =
      Set.of(
          "-h",
          "--help",
          "--insecure-skip-tls-verify",
          "--match-server-version",
          "--warnings-as-errors");

  private GlobalFlags() {}

  /** True if every verb takes it, with or without a value. */
  public static boolean isOne(String argument) {
    int equals = argument.indexOf('=');
    String name = equals < 0 ? argument : argument.substring(0, equals);
    boolean attached = name.length() > 2 && !name.startsWith("--");
    return WITH_VALUE.contains(name)
        || SWITCHES.contains(name)
        || (attached && WITH_VALUE.contains(name.substring(0, 2)));
  }

  /** True if the argument after this one is its value. */
  public static boolean takesNext(String argument) {
    return WITH_VALUE.contains(argument);
  }

  static void addTo(Flags flags) {
    text(flags, "-n,--namespace", "NAME", "Namespace of this call.");
    text(flags, "--context", "NAME", "Context of the kubeconfig to use.");
    text(flags, "--cluster", "NAME", "Cluster of the kubeconfig to use.");
    text(flags, "--user", "NAME", "User of the kubeconfig to use.");
    text(flags, "--kubeconfig,--config", "FILE", "Kubeconfig file to use.");
    text(flags, "-s,--server", "URL", "Address of the API server.");
    text(flags, "--token", "TOKEN", "Bearer token to send.");
    text(flags, "--as", "USER", "User to act as.");
    if (!flags.declares("--as-group")) {
      flags.texts("--as-group", "GROUP", "Group to act as; may be repeated.");
    }
    text(flags, "--as-uid", "UID", "UID to act as.");
    text(flags, "--certificate-authority", "FILE", "Certificates that sign the server's.");
    text(flags, "--client-certificate", "FILE", "Certificate to show to the server.");
    text(flags, "--client-key", "FILE", "Key of the client certificate.");
    flag(flags, "--insecure-skip-tls-verify", "Accept any certificate of the server.");
    text(flags, "--tls-server-name", "NAME", "Name to expect in the server's certificate.");
    text(flags, "--request-timeout", "TIME", "Longest time for one request; 0 is no limit.");
    text(
        flags,
        "--cache-dir",
        "DIR",
        "Where to keep what kinds the server has; nowhere if left out.");
    flag(flags, "--match-server-version", "Fail if the server is of another version.");
    flag(flags, "--warnings-as-errors", "Fail if the server sent a warning.");
    text(flags, "-v,--v,--loglevel", "LEVEL", "From 6 on, show each request.");
  }

  private static void text(Flags flags, String names, String label, String help) {
    String free = free(flags, names);
    if (!free.isEmpty()) {
      flags.text(free, label, help);
    }
  }

  private static void flag(Flags flags, String names, String help) {
    String free = free(flags, names);
    if (!free.isEmpty()) {
      flags.flag(free, help);
    }
  }

  /** The names that the verb has not taken for itself. */
  private static String free(Flags flags, String names) {
    StringBuilder free = new StringBuilder();
    for (String name : names.split(",")) {
      if (!flags.declares(name)) {
        free.append(free.isEmpty() ? "" : ",").append(name);
      }
    }
    return free.toString();
  }
}
