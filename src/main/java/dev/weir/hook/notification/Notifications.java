package dev.weir.hook.notification;

import dev.weir.resource.Json;
import dev.weir.resource.Webhook.Sender;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what registries send when something was pushed. */
public final class Notifications {
  /** Most tags of one document; what stands behind them is found when it is due. */
  public static final int MOST_IMAGES = 100;

  private Notifications() {}

  /** Puts the tags that a document says were pushed where they are gathered. */
  private interface Reader {
    void read(ObjectNode document, Found found) throws NotificationException;
  }

  /**
   * The tags that were pushed, each once, at most {@value #MOST_IMAGES}; none if the document tells
   * of something else, such as a pull.
   *
   * @param sender whose document it is; of {@link Sender#GENERIC} the shape decides
   * @throws NotificationException if it is no JSON, or not what this sender writes
   */
  public static List<HintedImage> read(Sender sender, byte[] document)
      throws NotificationException {
    Found found = new Found(MOST_IMAGES);
    JsonNode read = parse(document);
    Optional<Sender> shape = sender == Sender.GENERIC ? shape(read) : Optional.of(sender);
    if (shape.isEmpty()) {
      GenericNotification.read(read, found);
      return found.images();
    }
    if (!(read instanceof ObjectNode object)) {
      throw new NotificationException("the document is no JSON object");
    }
    reader(shape.get()).read(object, found);
    return found.images();
  }

  private static JsonNode parse(byte[] document) throws NotificationException {
    try {
      JsonNode read = Json.parseSent(document);
      if (!read.isMissingNode()) {
        return read;
      }
    } catch (JacksonException _) {
      // its message may show what was sent
    }
    throw new NotificationException("the body is not one JSON document of a reasonable shape");
  }

  private static Reader reader(Sender sender) {
    return switch (sender) {
      case DISTRIBUTION -> DistributionNotification::read;
      case HARBOR -> HarborNotification::read;
      case QUAY -> QuayNotification::read;
      case GHCR -> GithubNotification::read;
      case DOCKERHUB -> HubNotification::read;
      case GENERIC -> GenericNotification::read;
    };
  }

  /** Whose document it looks like; empty if it is nobody's of those that are known. */
  private static Optional<Sender> shape(JsonNode document) {
    if (document.has("events")) {
      return Optional.of(Sender.DISTRIBUTION);
    }
    if (document.has("event_data") || document.has("specversion")) {
      return Optional.of(Sender.HARBOR);
    }
    if (document.has("push_data")) {
      return Optional.of(Sender.DOCKERHUB);
    }
    if (document.has("docker_url")) {
      return Optional.of(Sender.QUAY);
    }
    return GithubNotification.isOne(document) ? Optional.of(Sender.GHCR) : Optional.empty();
  }
}
