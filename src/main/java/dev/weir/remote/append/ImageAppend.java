package dev.weir.remote.append;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.remote.BlobSource;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.RemoteBlob;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.RemoteRegistry;
import dev.weir.remote.TransportPolicy;
import dev.weir.remote.budget.Caller;
import dev.weir.resource.Json;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

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
    RemoteRegistry to = registries.forPush(request.to(), policy, keyring);
    BaseImage base = base(request);
    List<Layer> layers = new ArrayList<>();
    try {
      for (Path tar : request.layers()) {
        progress.preparing(tar, Files.size(tar));
        layers.add(Layer.of(tar, progress::through));
      }
      if (layers.isEmpty() && request.from().isEmpty()) {
        layers.add(Layer.empty()); // there are clients that take no image without layers
      }
      copyBaseLayers(request, base, to, progress);
      for (Layer layer : layers) {
        boolean sent = push(to, layer.digest(), layer.size(), layer.content()::open, progress);
        progress.uploaded(layer.digest(), layer.size(), sent);
      }
      return pushImage(request, base, layers, to);
    } finally {
      for (Layer layer : layers) {
        layer.close();
      }
    }
  }

  private static boolean push(
      RemoteRegistry to, Digest digest, long size, BlobSource source, AppendProgress progress) {
    progress.uploading(digest, size);
    return to.pushBlob(digest, size, () -> new Counted(source.open(), progress::through));
  }

  private BaseImage base(AppendRequest request) {
    if (request.from().isEmpty()) {
      return BaseImage.scratch(request.platform());
    }
    ImageReference from = request.from().get();
    return BaseImage.fetch(
        registries.forPull(from, policy, keyring, Caller.PERSON, () -> {}),
        from,
        request.platform());
  }

  private void copyBaseLayers(
      AppendRequest request, BaseImage base, RemoteRegistry to, AppendProgress progress) {
    if (request.from().isEmpty()) {
      return;
    }
    ImageReference source = request.from().get().withClientDefaults();
    ImageReference target = request.to().withClientDefaults();
    boolean sameRegistry = source.v2Host().equals(target.v2Host());
    if (sameRegistry && source.repositoryPath().equals(target.repositoryPath())) {
      return;
    }
    RemoteRegistry from = registries.forPull(source, policy, keyring, Caller.PERSON, () -> {});
    for (Descriptor layer : base.layers()) {
      boolean there =
          MediaTypes.isNonDistributable(layer.mediaType())
              || to.blobSize(layer.digest()).isPresent()
              || (sameRegistry && to.mountBlob(layer.digest(), source.repositoryPath()));
      if (!there) {
        boolean sent =
            push(
                to,
                layer.digest(),
                layer.size(),
                () -> stream(from.openBlob(layer.digest())),
                progress);
        progress.uploaded(layer.digest(), layer.size(), sent);
      }
    }
  }

  private static InputStream stream(RemoteBlob blob) {
    return new FilterInputStream(blob.content()) {
      @Override
      public int read(byte[] b, int off, int len) throws IOException {
        return in.read(b, off, len);
      }

      @Override
      public void close() {
        blob.close();
      }
    };
  }

  private static Digest pushImage(
      AppendRequest request, BaseImage base, List<Layer> layers, RemoteRegistry to) {
    byte[] config = Json.bytes(config(request, base, layers));
    Digest configDigest = Digest.of(config);
    to.pushBlob(configDigest, config.length, () -> new ByteArrayInputStream(config));
    byte[] bytes = Json.bytes(manifest(base, layers, configDigest, config.length));
    RemoteManifest manifest = RemoteManifest.of(base.mediaType(), bytes);
    String tag = request.to().tag();
    to.pushManifest(manifest, tag.isEmpty() ? "latest" : tag);
    return manifest.digest();
  }

  private static ObjectNode config(AppendRequest request, BaseImage base, List<Layer> layers) {
    ObjectNode config = base.config().deepCopy();
    String created = request.created().toString();
    config.put("created", created);
    ObjectNode container = Json.ensureObject(config, "config");
    request.config().forEachEntry(container::set);
    ObjectNode rootfs = Json.ensureObject(config, "rootfs");
    rootfs.put("type", "layers");
    ArrayNode diffIds = Json.ensureArray(rootfs, "diff_ids");
    ArrayNode history = Json.ensureArray(config, "history");
    for (Layer layer : layers) {
      diffIds.add(layer.contentDigest().toString());
      history.addObject().put("created", created).put("comment", "weir image append");
    }
    return config;
  }

  private static ObjectNode manifest(
      BaseImage base, List<Layer> layers, Digest config, int configSize) {
    boolean oci = base.mediaType().equals(MediaTypes.OCI_MANIFEST);
    ObjectNode manifest = Json.object();
    manifest.put("schemaVersion", 2).put("mediaType", base.mediaType());
    manifest
        .putObject("config")
        .put("mediaType", oci ? MediaTypes.OCI_CONFIG : MediaTypes.DOCKER_CONFIG)
        .put("size", configSize)
        .put("digest", config.toString());
    ArrayNode list = manifest.putArray("layers");
    for (Descriptor layer : base.layers()) {
      ObjectNode entry = list.addObject();
      entry.put("mediaType", layer.mediaType()).put("size", layer.size());
      entry.put("digest", layer.digest().toString());
      if (!layer.urls().isEmpty()) {
        layer.urls().forEach(entry.putArray("urls")::add);
      }
    }
    for (Layer layer : layers) {
      list.addObject()
          .put("mediaType", oci ? MediaTypes.OCI_LAYER_GZIP : MediaTypes.DOCKER_LAYER)
          .put("size", layer.size())
          .put("digest", layer.digest().toString());
    }
    return manifest;
  }
}
