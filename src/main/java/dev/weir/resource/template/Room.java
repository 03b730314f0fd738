package dev.weir.resource.template;

import dev.weir.resource.ApiStatus;

/** How many characters values and labels may still put into a template, so that none is huge. */
final class Room {
  private final long characters;
  private long left;

  Room(long characters) {
    this.characters = characters;
    this.left = characters;
  }

  /**
   * Takes room for a text.
   *
   * @throws dev.weir.resource.StatusException 400 if there is none left
   */
  void take(long length) {
    left -= length;
    if (left < 0) {
      throw ApiStatus.badRequest(
              "the values of the parameters and the labels make the objects larger than %d characters:"
                      .formatted(characters)
                  + " use them less often, or make the template into several")
          .exception();
    }
  }
}
