/**
 * What the widget says by itself, in French.
 *
 * Typography as escapes, since these spaces can't be told apart on a screen: \u00a0 before a colon and inside
 * guillemets, \u202f before « ; ! ? » and between thousands.
 */
export const WORDS = {
  title: "Cap Réseaux",
  greeting:
    "Bonjour. Je suis un robot\u00a0: posez-moi une question sur les PME et les réseaux sociaux, ou dites-moi ce que " +
    "vous cherchez pour votre entreprise. Je réponds avec les chiffres d’une étude et je cite ma source.",
  examples: [
    "Combien de PME utilisent les réseaux sociaux\u202f?",
    "Je veux de nouveaux clients",
    "Par quoi commencer\u202f?",
  ],
  open: "Ouvrir la conversation",
  close: "Fermer la conversation",
  conversation: "Conversation",
  visitor: "Vous\u00a0: ",
  assistant: "Cap Réseaux\u00a0: ",
  question: "Votre question",
  questionHelp:
    "Votre question, en 1\u202f000\u00a0caractères au plus. Entrée l’envoie, Maj\u00a0+\u00a0Entrée va à la ligne.",
  placeholder: "Votre question…",
  send: "Envoyer",
  suggestions: "Suggestions",
  loading: "Votre conversation arrive…",
  typing: "Cap Réseaux écrit…",
  tooLong: "Votre message dépasse 1\u202f000\u00a0caractères\u00a0: raccourcissez-le, puis envoyez-le.",
  away: "Le service ne répond pas. Votre message est gardé\u00a0: il partira dès que le service sera de retour.",
  unreachable: "Le service ne répond pas. Votre message est conservé\u00a0: réessayez dans un moment.",
  unreadable: "Votre message n’a pas pu être traité. Il est conservé\u00a0: réessayez.",
  noHistory: "La suite de votre conversation n’a pas pu être affichée.",
  notLoaded: "La conversation n’a pas pu s’ouvrir. Vérifiez votre connexion, puis réessayez.",
  retry: "Réessayer",
  resend: "Renvoyer mon message",
  plan: "voir le plan complet",
  newTab: "nouvel onglet",
  sources: "Sources",
  table: "Voir en tableau",
  answer: "Réponse",
  share: "Part",
  yours: "Vous",
  copy: "Copier cette réponse",
  copied: "Réponse copiée.",
  up: "Cette réponse m’aide",
  down: "Cette réponse ne m’aide pas",
  thanks: "Merci, votre avis est noté.",
  why: "Pourquoi\u202f? (facultatif)",
  sendWhy: "Envoyer l’avis",
  notNoted: "Votre avis n’a pas pu être noté. Réessayez dans un moment.",
  menu: "Menu",
  data: "Vos données",
  newConversation: "Nouvelle conversation",
  erase: "Effacer mes données",
  eraseSure: "Tout effacer pour de bon\u00a0: la conversation, votre profil, votre plan et vos avis\u202f?",
  eraseYes: "Oui, tout effacer",
  eraseNo: "Non, garder",
  erased: "C’est fait\u00a0: vos données sont effacées.",
  notErased: "Vos données n’ont pas pu être effacées. Réessayez dans un moment.",
  privacy: [
    "Vos messages, le profil que vous décrivez, votre plan et vos avis sont gardés sur le serveur de ce site, pour que " +
      "vous retrouviez votre conversation.",
    "Votre navigateur garde seulement le numéro de cette conversation et un message en attente d’envoi (stockage local). " +
      "Il n’y a ni cookie, ni traceur, ni service d’un tiers.",
    "Ces données restent jusqu’à ce que vous les effaciez ici, ou que l’éditeur du site les supprime.",
  ],
  legal: "Mentions légales",
} as const;

