// What a new database says in French: the answers of the commands, refusals that people meet, and
// OdooBot. The translations are chatterd's own. Notices of channels ("joined") are not here: they
// are stored for everybody, and the page says them in the reader's language.
#include "models/engine/setup/french_texts.hpp"

#include "models/engine/orm/env.hpp"

namespace chatterd {

const std::vector<FrenchText>& french_texts() {
  static const std::vector<FrenchText> texts = {
      // commands
      {"You are in channel <b>#%s</b>.", "Vous êtes dans le canal <b>#%s</b>."},
      {" This channel is private. People must be invited to join it.",
       " Ce canal est privé : on n’y entre que sur invitation."},
      {"Anonymous", "Anonyme"},
      {"You are in a private conversation with <b>@%s</b>.",
       "Vous êtes en conversation privée avec <b>@%s</b>."},
      {"<br><br>\n            Type <b>@username</b> to mention someone, and grab his "
       "attention.<br>\n"
       "            Type <b>#channel</b>.to mention a channel.<br>\n            Type "
       "<b>/command</b> to execute a command.<br>\n            Type <b>:shortcut</b> to insert "
       "canned responses in your message.<br>",
       "<br><br>Tapez <b>@nom</b> pour mentionner quelqu’un, qui en sera averti.<br>Tapez "
       "<b>#canal</b> pour citer un canal.<br>Tapez <b>/commande</b> pour lancer une "
       "commande.<br>Tapez <b>:raccourci</b> pour insérer une réponse prédéfinie.<br>"},
      {"You are alone in this channel.", "Vous êtes seul dans ce canal."},
      {"Users in this channel: %s %s and you.", "Dans ce canal : %s %s et vous."},
      {"Show an helper message", "Afficher l’aide"},
      {"Leave this channel", "Quitter ce canal"},
      {"List users in the current channel", "Dire qui est dans ce canal"},
      // channels
      {"This user can not be added in this channel",
       "Cette personne ne peut pas être ajoutée à ce canal"},
      {"You can not write on this field", "Vous ne pouvez pas modifier ce champ"},
      {"You do not have the rights to modify fields related to moderation on one of the channels "
       "you are modifying.",
       "Vous n’avez pas le droit de changer la modération d’un de ces canaux."},
      {"You cannot delete those groups, as the Whole Company group is required by other modules.",
       "Ces canaux ne peuvent pas être supprimés : celui de toute l’entreprise est nécessaire."},
      {"Moderators must have an email address.",
       "Les modérateurs doivent avoir une adresse e-mail."},
      {"Moderators should be members of the channel they moderate.",
       "Les modérateurs doivent être membres du canal."},
      {"Only mailing lists can be moderated.",
       "Seuls les canaux qui envoient des e-mails peuvent être modérés."},
      {"Moderated channels must have moderators.", "Un canal modéré a besoin de modérateurs."},
      {"Guidelines of channel %s", "Règles du canal %s"},
      {"Only an administrator or a moderator can send guidelines to channel members!",
       "Seul un administrateur ou un modérateur peut envoyer les règles aux membres."},
      {"Message are pending moderation", "Des messages attendent un modérateur"},
      // messages and documents
      {"Unable to post message, please configure the sender's email address.",
       "Le message n’a pas pu être envoyé : l’expéditeur n’a pas d’adresse e-mail."},
      {"Unable to log message, please configure the sender's email address.",
       "La note n’a pas pu être enregistrée : son auteur n’a pas d’adresse e-mail."},
      {"Assigned user %s has no access to the document and is not able to handle this activity.",
       "%s n’a pas accès au document et ne peut pas se charger de cette activité."},
      {"%s: %s assigned to you", "%s : %s est à vous"},
      {"You have been assigned to %s", "%s vous est attribué"},
      {"%s created", "%s : création"},
      {"View %s", "Voir : %s"},
      {"View", "Voir"},
      {"document", "document"},
      {"Hello,", "Bonjour,"},
      {"%(user_name)s invited you to follow %(document)s document: %(title)s",
       "%(user_name)s vous invite à suivre ce document (%(document)s) : %(title)s"},
      {"%(user_name)s invited you to follow a new document.",
       "%(user_name)s vous invite à suivre un document."},
      {"Invitation to follow %s: %s", "Invitation à suivre %s : %s"},
      {"No recipient found.", "Il n’y a pas de destinataire."},
      {"Unknown error", "Erreur inconnue"},
      {"No Error", "Aucune erreur"},
      {"Invalid email address %r", "Adresse e-mail non valable : %r"},
      // people and passwords
      {"Cannot send email: user %s has no email address.",
       "L’e-mail ne peut pas partir : %s n’a pas d’adresse."},
      {"Signup token is not valid or partner not found", "Ce lien n’est pas ou plus valable."},
      {"Reset password: invalid username or email",
       "Il n’y a pas de compte de ce nom ou de cette adresse."},
      {"Before clicking on 'Change Password', you have to write a new password.",
       "Écrivez d’abord un nouveau mot de passe."},
      {"Setting empty passwords is not allowed for security reasons!",
       "Un mot de passe ne peut pas être vide."},
      {"Please use the change password wizard (in User Preferences or User menu) to change your "
       "own password.",
       "Changez votre propre mot de passe dans vos préférences."},
      {"Too many login failures, please wait a bit before trying again.",
       "Trop d’essais sans succès : attendez un peu avant de recommencer."},
      {"You cannot activate the superuser.", "Le superutilisateur ne peut pas être activé."},
      {"You cannot deactivate the user you're currently logged in as.",
       "Vous ne pouvez pas archiver votre propre compte."},
      {"The user cannot have more than one user types.",
       "Une personne ne peut être que d’une sorte : interne, du portail ou publique."},
      {"You cannot archive a contact linked to an internal user.",
       "Le contact d’une personne de l’équipe ne peut pas être archivé."},
      {"You cannot create recursive Partner hierarchies.",
       "Un contact ne peut pas dépendre de lui-même."},
      {"Couldn't create contact without email address!",
       "Un contact ne peut pas être créé sans adresse e-mail."},
      {"Cannot deactivate a language that is currently used by users.",
       "Cette langue est utilisée : elle ne peut pas être désactivée."},
      // the mail server
      {"Unable to connect to SMTP Server", "Le serveur de courrier ne répond pas"},
      {"Connection Test Failed! Here is what we got instead:\n %s",
       "La connexion a échoué. Voici la réponse :\n %s"},
      {"Connection Test Succeeded!", "La connexion fonctionne."},
      {"Everything seems properly set up!", "Tout semble bien réglé."},
      // access
      {"Sorry, you are not allowed to access this document.",
       "Vous n’avez pas accès à ce document."},
      {"Access to unauthorized or invalid companies.",
       "Accès à des sociétés non permises ou qui n’existent pas."},
      {"The requested operation cannot be completed due to security restrictions. Please contact "
       "your system administrator.\n\n(Document type: %s, Operation: %s)",
       "Vous n’avez pas le droit de faire cela. Adressez-vous à votre administrateur.\n\n(Type de "
       "document : %s, opération : %s)"},
      {"The requested operation cannot be completed due to security restrictions. Please contact "
       "your system administrator.\n\n(Document type: \"%(document_kind)s\" (%(document_model)s), "
       "Operation: %(operation)s)",
       "Vous n’avez pas le droit de faire cela. Adressez-vous à votre administrateur.\n\n(Type de "
       "document : « %(document_kind)s » (%(document_model)s), opération : %(operation)s)"},
      {"This file could not be decoded as an image file. Please try with a different file.",
       "Ce fichier n’est pas une image lisible. Essayez avec un autre."},
      // OdooBot
      {"Hello,<br/>Odoo's chat helps employees collaborate efficiently. I'm here to help you "
       "discover its features.<br/><b>Try to send me an emoji :)</b>",
       "Bonjour,<br/>Discuter aide une équipe à travailler ensemble. Je vous en montre les "
       "possibilités.<br/><b>Envoyez-moi un emoji :)</b>"},
      {"start the tour", "commencer la visite"},
      {"help", "aide"},
      {"Pong.", "Pong."},
      {"Hmmm...", "Hum…"},
      {"I'm afraid I don't understand. Sorry!", "Je crains de ne pas comprendre. Désolé !"},
      {"Yep, OdooBot is in the place!", "Oui, OdooBot est là !"},
      {"To start, try to send me an emoji :)", "Pour commencer, envoyez-moi un emoji :)"},
      {"Great! 👍<br/>Now, try to <b>send an attachment</b>, like a picture of your cute dog...",
       "Bravo ! 👍<br/>Maintenant, <b>envoyez un fichier</b>, par exemple une photo de votre "
       "chien…"},
      {"Not a cute dog, but you get it 😊<br/>To access special features, <b>start your sentence "
       "with '/'</b>. Try to get help.",
       "Ce n’est pas un chien, mais vous avez compris 😊<br/>Pour les commandes, <b>commencez votre "
       "phrase par « / »</b>. Demandez l’aide."},
      {"Wow you are a natural!<br/>Ping someone to grab its attention with @nameoftheuser. <b>Try "
       "to ping me using @OdooBot</b> in a sentence.",
       "Vous êtes doué !<br/>Avec @nom, vous appelez quelqu’un. <b>Appelez-moi avec @OdooBot</b> "
       "dans une phrase."},
      {"That's me! 🎉<br/>Try to type \":\" to use canned responses.",
       "C’est moi ! 🎉<br/>Tapez « : » pour une réponse prédéfinie."},
      {"Good, you can customize canned responses in the live chat application.<br/><br/><b>It's "
       "the "
       "end of this overview</b>, enjoy discovering Odoo!",
       "Bien. Vous pouvez écrire vos propres réponses prédéfinies.<br/><br/><b>La visite est "
       "finie</b>, bonne découverte !"},
      {"Yep, I am here! 🎉 <br/>You finished the tour, you can <b>close this chat window</b>. Enjoy "
       "discovering Odoo.",
       "Oui, je suis là ! 🎉 <br/>La visite est finie, vous pouvez <b>fermer cette "
       "conversation</b>. Bonne découverte !"},
      {"Not sure wat you are doing. Please press : and wait for the propositions. Select one of "
       "them and press enter.",
       "Je ne vous suis pas. Tapez « : », attendez les propositions, choisissez-en une et appuyez "
       "sur Entrée."},
      {"Not sure wat you are doing. Please press / and wait for the propositions. Select \"help\" "
       "and press enter",
       "Je ne vous suis pas. Tapez « / », attendez les propositions, choisissez « help » et "
       "appuyez "
       "sur Entrée"},
      {"Not exactly. To continue the tour, send an emoji, <b>type \":)\"</b> and press enter.",
       "Pas tout à fait. Pour continuer, envoyez un emoji : <b>tapez « :) »</b> et appuyez sur "
       "Entrée."},
      {"To <b>send an attachment</b>, click the 📎 icon on the right, and select a file.",
       "Pour <b>envoyer un fichier</b>, cliquez sur 📎 à droite et choisissez-en un."},
      {"Sorry, I am not listening. To get someone's attention, <b>ping him</b>. Write \"@odoobot\" "
       "and select me.",
       "Je n’écoutais pas. Pour que quelqu’un vous entende, <b>appelez-le</b> : écrivez « @odoobot "
       "» "
       "et choisissez-moi."},
      {"I'm not smart enough to answer your question.<br/>To follow my guide, ask",
       "Je ne sais pas répondre à cette question.<br/>Pour suivre la visite, demandez"},
      {"Sorry I'm sleepy. Or not! Maybe I'm just trying to hide my unawareness of human "
       "language...<br/>I can show you features if you write",
       "Je dors à moitié, ou bien je comprends mal les humains…<br/>Je vous montre les "
       "possibilités "
       "si vous écrivez"},
      {"i love you", "je t’aime"},
      {"love", "amour"},
      {"Aaaaaw that's really cute but, you know, bots don't work that way. You're too human for "
       "me! "
       "Let's keep it professional ❤️",
       "C’est gentil, mais les robots ne sont pas ainsi faits. Restons-en au travail ❤️"},
      {"I'm just a bot... :( You can check <a href=\"https://www.odoo.com/page/docs\">our "
       "documentation</a>) for more information!",
       "Je ne suis qu’un robot… :( Vous en saurez plus dans <a "
       "href=\"https://www.odoo.com/page/docs\">la documentation</a> !"},
      {"That's not nice! I'm a bot but I have feelings... 💔",
       "Ce n’est pas gentil ! Un robot aussi a des sentiments… 💔"},
  };
  return texts;
}

std::size_t write_french_texts(const Env& env) {
  std::vector<std::string> sources, translations;
  for (const FrenchText& text : french_texts()) {
    sources.emplace_back(text.source);
    translations.emplace_back(text.french);
  }
  return env.cr()
      .execute(bridge::Sql(R"sql(
      INSERT INTO ir_translation (type, name, lang, res_id, src, value, module, state)
      SELECT 'code', 'addons/mail/chatterd', 'fr_FR', 0, t.source, t.french, 'mail', 'translated'
      FROM unnest(%s::text[], %s::text[]) AS t(source, french)
      ON CONFLICT DO NOTHING)sql",
                           {sources, translations}))
      .affected();
}

}  // namespace chatterd
