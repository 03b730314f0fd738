package dev.weir.pullthrough.stream;

import dev.weir.host.Host;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.TransportPolicy;
import dev.weir.streams.StreamBounds;
import dev.weir.streams.StreamSources.Place;
import dev.weir.streams.bounds.AllowedRegistries.Transport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where a stream's images may be asked for now: which registries are allowed, and with which logins
 * its project asks, are looked up each time, so that what was taken away holds at once.
 */
public final class Origins {
  private final Registries registries;
  private final Host host;
  private final StreamBounds bounds;
  private final Predicate<String> own;
  private final ShownUpstreams shown;

  /**
   * The ways out.
   *
   * @param own true of each {@code host[:port]} of the integrated registry, which never asks itself
   * @param shown what projects say of the upstreams that they show
   */
  public Origins(
      Registries registries,
      Host host,
      StreamBounds bounds,
      Predicate<String> own,
      ShownUpstreams shown) {
    this.shown = shown;
    this.registries = registries;
    this.host = host;
    this.bounds = bounds;
    this.own = own;
  }

  /**
   * The places in their order.
   *
   * @throws PullThroughException {@code FORBIDDEN} if none of them may be asked
   */
  List<Origin> of(StreamName stream, List<Place> places) {
    Keyring logins = host.logins(stream.namespace()).given();
    Map<String, Origin> found = new LinkedHashMap<>();
    List<String> refusals = new ArrayList<>();
    for (Place listed : places) {
      ShownUpstreams.Way way = shown.way(stream, listed.repository());
      if (way == ShownUpstreams.Way.NONE) {
        refusals.add(
            "%s is offline and does not ask %s"
                .formatted(stream.namespace(), listed.repository().registry()));
        continue;
      }
      Place place = inWay(listed, way);
      Optional<String> refusal = refusal(place);
      if (refusal.isPresent()) {
        refusals.add(refusal.get());
        continue;
      }
      Origin origin =
          new Origin(registries, place.repository(), TransportPolicy.of(place.insecure()), logins);
      found.putIfAbsent(origin.key(), origin);
    }
    if (found.isEmpty()) {
      throw new PullThroughException(
          PullThroughException.Kind.FORBIDDEN,
          refusals.isEmpty()
              ? "no other registry is known to have it"
              : String.join("; ", refusals.stream().distinct().toList()));
    }
    return List.copyOf(found.values());
  }

  private static Place inWay(Place place, ShownUpstreams.Way way) {
    return switch (way) {
      case SECURE -> new Place(place.repository(), false);
      case INSECURE -> new Place(place.repository(), true);
      case AS_THE_TAG_SAYS, NONE -> place;
    };
  }

  private Optional<String> refusal(Place place) {
    ImageReference repository = place.repository();
    if (own.test(repository.registry())) {
      return Optional.of("%s is this registry itself".formatted(repository.registry()));
    }
    return bounds
        .registries()
        .refusal(repository.exact(), place.insecure() ? Transport.ANY : Transport.SECURE);
  }
}
