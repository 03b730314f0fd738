package dev.weir.platform.openshift.build;

import dev.weir.follower.Trigger;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Streams that a test fills: an image is a digit. */
final class FakeImages implements StreamImages {
  private final Map<String, String> images = new ConcurrentHashMap<>();

  /** The pull spec of an image. */
  static String spec(String digit) {
    return "registry:5000/demo/base@sha256:" + digit.repeat(64);
  }

  /**
   * Moves a tag.
   *
   * @param tag {@code NS/STREAM:TAG}
   */
  void move(String tag, String digit) {
    images.put(tag, spec(digit));
  }

  @Override
  public Optional<String> newest(Trigger.TagKey tag) {
    return Optional.ofNullable(images.get(tag.toString()));
  }

  @Override
  public Optional<String> image(String namespace, String stream, String id) {
    return images.values().stream()
        .filter(spec -> spec.contains("@" + id))
        .filter(_ -> hasStream(namespace, stream))
        .findFirst();
  }

  @Override
  public Optional<String> repository(String namespace, String stream) {
    return Optional.of("registry:5000/" + namespace + "/" + stream)
        .filter(_ -> hasStream(namespace, stream));
  }

  private boolean hasStream(String namespace, String stream) {
    return images.keySet().stream().anyMatch(tag -> tag.startsWith(namespace + "/" + stream + ":"));
  }

  @Override
  public boolean isOwnHost(String host) {
    return host.equals("registry:5000") || host.equals("old:5000");
  }
}
