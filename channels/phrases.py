"""What the channels say by themselves, in French, when it is not Rasa that answers."""

from __future__ import annotations

from channels.visitor_text import MAX_CHARACTERS

# French typography: a no-break space before a colon and inside guillemets, a narrow one before
# « ; ! ? » and between thousands. Written as escapes because they can't be told apart on a screen.
_MAXIMUM = f"{MAX_CHARACTERS:,}".replace(",", "\u202f")

NO_ANSWER = "Je n’ai pas pu vous répondre à l’instant. Votre message n’est pas perdu\u00a0: renvoyez-le dans un moment."
EMPTY = (
    "Votre message est vide\u00a0: écrivez votre question, par exemple "
    "«\u00a0Pourquoi les PME vont-elles sur les réseaux sociaux\u202f?\u00a0»."
)
TOO_LONG = (
    f"Votre message dépasse {_MAXIMUM}\u00a0caractères\u00a0: raccourcissez-le, "
    "ou posez vos questions l’une après l’autre."
)

ONE_AT_A_TIME = "J’ai encore des messages de vous à lire\u00a0: attendez ma réponse avant d’envoyer le suivant."
TOO_MANY = "Vous m’écrivez plus vite que je ne sais répondre\u00a0: attendez un instant, puis renvoyez votre message."
BACK_SOON = (
    "Je ne peux pas vous répondre pour le moment. Revenez dans un instant\u00a0: "
    "rien de ce que vous m’avez dit n’est perdu."
)

NOT_FOUND = "Cette page n’existe pas. La conversation vous attend à l’adresse /chat/."
NOT_ALLOWED = "Cette adresse ne répond pas à ce genre de requête."
BAD_REQUEST = "Cette requête n’a pas pu être lue."
BODY_TOO_LARGE = f"Cet envoi est trop volumineux\u00a0: un message a {_MAXIMUM}\u00a0caractères au plus."
BODY_NOT_JSON = "Le corps de la requête doit être du JSON valide, encodé en UTF-8."
BODY_NOT_OBJECT = "Le corps de la requête doit être un objet JSON."
MESSAGE_NOT_TEXT = "Le champ «\u00a0message\u00a0» doit être un texte."
BAD_SENDER = (
    "Le champ «\u00a0sender\u00a0» doit être l’identifiant de la conversation\u00a0: un texte court et non vide."
)
BAD_TOKEN = "Il faut le jeton de ce service dans l’en-tête «\u00a0Authorization\u00a0: Bearer\u00a0»."
BAD_MESSAGE_ID = "Le champ «\u00a0id\u00a0» doit être fait de trente-deux chiffres hexadécimaux."
BAD_AGAIN = "Le champ «\u00a0again\u00a0» doit être true ou false."
BAD_OPINION = "Cet avis n’a pas pu être lu."
NOT_NOTED = "Votre avis n’a pas pu être noté. Réessayez dans un moment."
NOT_ERASED = "Vos données n’ont pas pu être effacées. Réessayez dans un moment."
NO_SESSION = "La conversation n’a pas pu commencer. Réessayez dans un moment."
BAD_SESSION = "Cette conversation est inconnue\u00a0: commencez-en une nouvelle."
HISTORY_UNAVAILABLE = "La conversation n’a pas pu être relue. Réessayez dans un moment."
PLAN_UNAVAILABLE = "Ce plan n’a pas pu être lu. Réessayez dans un moment."
