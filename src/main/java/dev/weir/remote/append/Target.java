package dev.weir.remote.append;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.remote.BlobSource;
import dev.weir.remote.RemoteBlob;
import dev.weir.remote.RemoteManifest;
import dev.weir.remote.RemoteRegistry;
import dev.weir.resource.Json;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Where the new image goes. */
record Target(AppendRequest request, RemoteRegistry registry, AppendProgress progress) {

  private String tag() {
    return request.to().tag().isEmpty() ? "latest" : request.to().tag();
  }

  /** Makes an image of nothing but layers. */
  Digest image(BaseImage base, List<Layer> layers) {
    push(layers);
    RemoteManifest made = made(base, layers);
    push(made, tag());
    return made.digest();
  }

  /** Makes an image of another one. */
  Digest image(Source from, List<Layer> layers) {
    BaseImage base = from.image();
    copy(from, base);
    return image(base, layers);
  }

  /** Makes a list of another one: what is meant of its images has the layers too. */
  Digest list(Source from, List<Layer> layers) {
    List<Descriptor> children = from.children();
    ObjectNode document = Json.parseObject(from.root().bytes());
    push(layers);
    for (int i = 0; i < children.size(); i++) {
      if (BaseImage.isMeant(children.get(i), request)
          && document.path("manifests").path(i) instanceof ObjectNode entry) {
        BaseImage base = from.image(children.get(i));
        copy(from, base);
        RemoteManifest made = made(base, layers);
        push(made, made.digest().toString());
        entry.put("digest", made.digest().toString()).put("size", made.bytes().length);
      }
    }
    RemoteManifest list = RemoteManifest.of(from.root().mediaType(), Json.bytes(document));
    push(list, tag());
    return list.digest();
  }

  private void push(RemoteManifest manifest, String name) {
    if (!request.dry()) {
      registry.pushManifest(manifest, name);
    }
  }

  private void push(List<Layer> layers) {
    for (Layer layer : layers) {
      push(layer.digest(), layer.size(), layer.content()::open);
    }
  }

  private void push(Digest digest, long size, BlobSource source) {
    if (request.dry()) {
      return;
    }
    progress.uploading(digest, size);
    BlobSource counted = () -> new Counted(source.open(), progress::through);
    boolean sent = true;
    if (request.force()) {
      registry.uploadBlob(digest, size, counted);
    } else {
      sent = registry.pushBlob(digest, size, counted);
    }
    progress.uploaded(digest, size, sent);
  }

  /** Brings the layers that are below the new ones. */
  private void copy(Source from, BaseImage base) {
    ImageReference source = from.name().withClientDefaults();
    ImageReference target = request.to().withClientDefaults();
    boolean sameRegistry = source.v2Host().equals(target.v2Host());
    boolean same = sameRegistry && source.repositoryPath().equals(target.repositoryPath());
    if (request.dry() || (same && !request.force())) {
      return;
    }
    for (Descriptor layer : base.layers()) {
      boolean there =
          MediaTypes.isNonDistributable(layer.mediaType())
              || (!request.force()
                  && (registry.blobSize(layer.digest()).isPresent()
                      || (sameRegistry
                          && registry.mountBlob(layer.digest(), source.repositoryPath()))));
      if (!there) {
        push(layer.digest(), layer.size(), () -> stream(from.registry().openBlob(layer.digest())));
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

  /** The manifest, whose configuration is there then. */
  private RemoteManifest made(BaseImage base, List<Layer> layers) {
    byte[] config = Json.bytes(request.changes().of(base, layers));
    Digest digest = Digest.of(config);
    if (!request.dry()) {
      registry.pushBlob(digest, config.length, () -> new ByteArrayInputStream(config));
    }
    return RemoteManifest.of(
        base.mediaType(), Json.bytes(manifest(base, layers, digest, config.length)));
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
