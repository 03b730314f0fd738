package dev.weir.remote.repository;

import dev.weir.lock.KeyedLock;
import dev.weir.reference.ImageReference;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.TransportPolicy;
import java.nio.file.Path;
import java.util.function.Function;

/** Repositories of registries, directories and OCI layouts. */
public final class OpenRepositories implements Repositories {
  private final Registries registries;
  private final Function<String, TransportPolicy> policies;
  private final Keyring keyring;
  private final Path dir;
  private final Path fromDir;
  private final KeyedLock<Path> turns = new KeyedLock<>();

  /**
   * Costs nothing until something is asked for.
   *
   * @param policies how a registry may be reached, by {@code host[:port]}
   * @param dir in which {@code file://} targets are
   * @param fromDir in which {@code file://} sources are
   */
  public OpenRepositories(
      Registries registries,
      Function<String, TransportPolicy> policies,
      Keyring keyring,
      Path dir,
      Path fromDir) {
    this.registries = registries;
    this.policies = policies;
    this.keyring = keyring;
    this.dir = dir.toAbsolutePath().normalize();
    this.fromDir = fromDir.toAbsolutePath().normalize();
  }

  @Override
  public SourceRepository source(Location location) {
    return switch (location) {
      case Location.InRegistry(ImageReference reference, String _) -> open(reference, false);
      case Location.InDirectory(String path, String _, String _) ->
          new DirectoryRepository(fromDir, path);
      case Location.InLayout(Path directory, String _, String _) -> layout(directory);
    };
  }

  @Override
  public TargetRepository target(Location location) {
    return switch (location) {
      case Location.InRegistry(ImageReference reference, String _) -> open(reference, true);
      case Location.InDirectory(String path, String _, String _) ->
          new DirectoryRepository(dir, path);
      case Location.InLayout(Path directory, String _, String _) -> layout(directory);
    };
  }

  private RegistryRepository open(ImageReference reference, boolean write) {
    TransportPolicy policy = policies.apply(reference.registry());
    return new RegistryRepository(
        reference, registries.forMirror(reference, policy, keyring, write));
  }

  private LayoutRepository layout(Path directory) {
    return new LayoutRepository(directory.toAbsolutePath().normalize(), turns);
  }

  @Override
  public String place(Location location) {
    return switch (location) {
      case Location.InRegistry(ImageReference reference, String _) -> reference.v2Host();
      case Location.InDirectory _ -> "<dir>";
      case Location.InLayout(Path directory, String _, String _) -> "oci:" + directory;
    };
  }

  @Override
  public String sourcePlace(Location location) {
    return location instanceof Location.InDirectory && !dir.equals(fromDir)
        ? "<from-dir>"
        : place(location);
  }
}
