package dev.weir.remote.append;

import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.RemoteException;
import dev.weir.remote.TransportPolicy;
import dev.weir.remote.budget.Caller;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Adds layers to an image and pushes the result (cli.md 6, "append"). */
public final class ImageAppend {
  private final Registries registries;
  private final TransportPolicy policy;
  private final Keyring keyring;

  public ImageAppend(Registries registries, TransportPolicy policy, Keyring keyring) {
    this.registries = registries;
    this.policy = policy;
    this.keyring = keyring;
  }

  /**
   * Builds and pushes.
   *
   * @return digest of the new manifest
   * @throws RemoteException if a registry refuses or cannot be reached
   * @throws IOException if a layer file cannot be read; nothing was tagged then
   */
  public Digest run(AppendRequest request, AppendProgress progress) throws IOException {
    Target to = new Target(request, registries.forPush(request.to(), policy, keyring), progress);
    List<Layer> layers = new ArrayList<>();
    try {
      if (request.from().isEmpty()) {
        read(request.layers(), layers, progress);
        if (layers.isEmpty()) {
          layers.add(Layer.empty()); // there are clients that take no image without layers
        }
        return to.image(BaseImage.scratch(request.platform()), layers);
      }
      Source from = source(request.from().get(), request);
      read(request.layers(), layers, progress);
      return request.list() && from.isList() ? to.list(from, layers) : to.image(from, layers);
    } finally {
      for (Layer layer : layers) {
        layer.close();
      }
    }
  }

  private Source source(ImageReference from, AppendRequest request) {
    return Source.of(
        from, registries.forPull(from, policy, keyring, Caller.PERSON, () -> {}), request);
  }

  private static void read(List<Path> files, List<Layer> layers, AppendProgress progress)
      throws IOException {
    for (Path file : files) {
      progress.preparing(file, Files.size(file));
      try {
        layers.add(Layer.of(file, progress::through));
      } catch (FileSystemException e) {
        throw e;
      } catch (IOException e) {
        throw new IOException("layer " + file + " cannot be used: " + e.getMessage(), e);
      }
    }
  }
}
