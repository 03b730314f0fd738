package dev.weir.http;

import dev.weir.access.User;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/**
 * What an exchange takes of the room that there is: a place among the exchanges, and bytes of
 * somebody's account. Used by one thread.
 */
final class ExchangeRoom {
  private final Request request;
  private final ExchangePlaces places;
  private Optional<BodyBudget.Part> account = Optional.empty();
  private boolean placed;
  private boolean turnedAway;
  private boolean holdsAnswer;

  ExchangeRoom(Request request, ExchangePlaces places) {
    this.request = request;
    this.places = places;
  }

  /** True if the exchange has a place, or finds one as this user's. */
  boolean hasPlace(User user) {
    if (!placed && !turnedAway) {
      placed = places.take(user, request);
      turnedAway = !placed;
      if (turnedAway) {
        places.refuse(request);
      }
    }
    return placed;
  }

  void accountTo(BodyBudget.Part part) {
    account = Optional.of(part);
  }

  Optional<BodyBudget.Part> account() {
    return account;
  }

  /** Counts bytes beside those that are held. */
  void take(long bytes) throws NoRoomException {
    if (account.isPresent()) {
      account.get().take(bytes);
    }
  }

  /** Counts an answer of that size together with what was read. */
  void expectAnswer(long bytes) throws NoRoomException {
    if (account.isPresent()) {
      account.get().takeUpTo(bytes);
      holdsAnswer = true;
    }
  }

  /** Counts an answer in place of what was read; of an answer in parts, the largest. */
  void holdAnswer(long bytes) throws NoRoomException {
    if (account.isPresent()) {
      if (!holdsAnswer) {
        account.get().giveBack();
      }
      account.get().takeUpTo(bytes);
      holdsAnswer = true;
    }
  }

  /** True if there is room for an answer of that size; what was done is told in any case. */
  boolean holdsAnswer(int bytes) throws NoRoomException {
    if (request.getMethod().equals("GET")) {
      holdAnswer(bytes);
      return true;
    }
    try {
      expectAnswer(bytes);
      return true;
    } catch (NoRoomException _) {
      return false;
    }
  }

  /** Gives back what is held for the request alone. */
  void answerBegins() {
    if (!holdsAnswer) {
      release();
    }
  }

  /** Gives back everything. */
  void release() {
    account.ifPresent(BodyBudget.Part::giveBack);
  }
}
