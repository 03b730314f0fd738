package dev.weir.clients;

import static java.util.Objects.requireNonNull;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A program that builds an image with Jib and pushes it, as a build of Maven or Gradle does; prints
 * the digest. It is a process, because Jib takes from system properties which authorities it trusts
 * and whether it logs in over plain HTTP.
 */
public final class JibBuild {
  /** Variable with the password at the registry. */
  public static final String TOKEN = "JIB_TOKEN";

  private JibBuild() {}

  /**
   * Builds.
   *
   * @param arguments {@code http} or {@code tls}, pull spec of the base, pull spec to push to,
   *     folder for what is built and cached, and architectures
   */
  public static void main(String[] arguments) throws Exception {
    String token = requireNonNull(System.getenv(TOKEN));
    Path work = Path.of(arguments[3]);
    Path program = Files.writeString(work.resolve("program"), "a program");
    Set<Platform> platforms = new LinkedHashSet<>();
    for (int i = 4; i < arguments.length; i++) {
      platforms.add(new Platform(arguments[i], "linux"));
    }
    var built =
        Jib.from(RegistryImage.named(arguments[1]).addCredential("any", token))
            .setPlatforms(platforms)
            .addLayer(List.of(program), AbsoluteUnixPath.get("/app"))
            .setEntrypoint("/app/program")
            .containerize(
                Containerizer.to(RegistryImage.named(arguments[2]).addCredential("any", token))
                    .setAllowInsecureRegistries(arguments[0].equals("http"))
                    .setBaseImageLayersCache(work.resolve("base"))
                    .setApplicationLayersCache(work.resolve("layers")));
    System.out.println(built.getDigest());
  }
}
