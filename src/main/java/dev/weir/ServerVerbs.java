package dev.weir;

import dev.weir.cli.call.Flags;
import dev.weir.cli.completion.VerbWords;
import dev.weir.restoring.Restore;
import dev.weir.server.Serve;
import dev.weir.server.config.Setting;
import dev.weir.serving.ImageServe;
import dev.weir.settings.ConfigCheck;
import dev.weir.settings.ConfigShow;
import java.util.List;

/** The verbs that run a server or touch its data, as the client's are described. */
final class ServerVerbs {
  private ServerVerbs() {}

  static List<VerbWords> all() {
    return List.of(
        new VerbWords(List.of("serve"), "Run a server", ServerVerbs::serve),
        new VerbWords(
            List.of("demo"),
            "Show the main job with a server of its own",
            () ->
                Flags.of("demo")
                    .describedAs(
                        "Show the main job with a server of its own, on free ports and with its"
                            + " data in a temporary directory. Nothing is left behind.")),
        new VerbWords(
            List.of("restore"), "Make a data directory of a backup", () -> new Restore().flags()),
        new VerbWords(
            List.of("config show"),
            "Show the settings that a server would run with",
            () -> new ConfigShow().flags()),
        new VerbWords(
            List.of("config check"),
            "Say what is wrong with a file of settings",
            () -> new ConfigCheck().flags()),
        new VerbWords(
            List.of("image serve"),
            "Show a directory of images as a registry",
            () -> new ImageServe().flags()));
  }

  private static Flags serve() {
    Flags flags =
        Flags.of("serve")
            .describedAs(
                "Run the server: API, registry and triggers, in the foreground.\n\n" + Serve.ABOUT)
            .examples(
                """
                weir serve
                weir serve --api 0.0.0.0:8443 --registry 0.0.0.0:5000 --registry-host HOST:5000\
                """)
            .text("--config", "FILE", "YAML file with settings (default: $WEIR_CONFIG).");
    for (Setting setting : Setting.values()) {
      flags.text(setting.flag(), setting.valueLabel(), setting.description());
    }
    return flags;
  }
}
