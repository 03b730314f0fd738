package dev.weir.cli.image.copy;

import dev.weir.cli.call.Call;
import dev.weir.cli.registry.RegistryAccess;
import dev.weir.reference.ImageReference;
import dev.weir.remote.repository.Location;
import dev.weir.remote.repository.OpenRepositories;
import dev.weir.remote.repository.Repositories;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the locations of a call name, opened with its logins and directories. */
public record Copies(RegistryAccess access, Repositories repositories) implements AutoCloseable {
  public static Copies open(Call call, Stream<Location> locations) {
    List<ImageReference> images =
        locations
            .filter(Location.InRegistry.class::isInstance)
            .map(location -> ((Location.InRegistry) location).reference())
            .toList();
    Path dir = directory(call, "--dir", call.context().directory());
    Path from = directory(call, "--from-dir", dir);
    RegistryAccess access = RegistryAccess.open(call, images);
    return new Copies(
        access,
        new OpenRepositories(access.registries(), access::policy, access.keyring(), dir, from));
  }

  private static Path directory(Call call, String flag, Path otherwise) {
    return call.text(flag).isEmpty() ? otherwise : call.context().file(call.text(flag));
  }

  @Override
  public void close() {
    access.close();
  }
}
